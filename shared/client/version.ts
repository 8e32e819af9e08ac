/** Version of this package; it goes into the User-Agent of every request. */
export const CLIENT_VERSION = '0.1.0';
