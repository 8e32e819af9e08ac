/* Starts the reference. A file of its own, so that the page runs no script that stands in it. */
globalThis.addEventListener('load', () => {
  globalThis.SwaggerUIBundle({
    url: 'openapi.json',
    dom_id: '#reference',
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    persistAuthorization: false,
    // Else a badge is loaded from a validator elsewhere, which is told the address of this document.
    validatorUrl: null,
  });
});
