import { html } from 'hono/html';
import { DOCUMENT_TYPES } from '../../../shared/contracts/document.ts';
import { errorWords } from './error-words.ts';
import { FIELDS, type FieldErrors, type FieldName, type KeptFields } from './form-fields.ts';
import type { Language } from './language.ts';
import { type Html, layout } from './layout.ts';
import { WORDS, type Words } from './words.ts';

export interface FormView {
  readonly language: Language;
  readonly kept: KeptFields;
  readonly errors: FieldErrors;
}

/** The form, with what is wrong beside each field and in a summary that the browser jumps to. */
export function formPage({ language, kept, errors }: FormView): Html {
  const words = WORDS[language];
  const { form } = words;
  const message = (field: FieldName): string | undefined => {
    const defect = errors[field];
    return defect && errorWords(field, defect)[language];
  };
  const wrong = FIELDS.filter((field) => errors[field] !== undefined);
  const text = (field: FieldName, label: string, hint: string, attributes: Html, of = '') =>
    html`<div class="field ${of} ${errors[field] ? 'wrong' : ''}">
<label for="${field}">${label}</label>
<p class="hint" id="${field}-hint">${hint}</p>
${messageBeside(field, message(field), words)}
<input id="${field}" name="${field}" ${attributes} autocomplete="off" autocapitalize="off" spellcheck="false"
 aria-describedby="${describedBy(field, errors)}" ${invalid(field, errors)}>
</div>`;

  const content = html`
<div>
<h1>${form.title}</h1>
<p class="lead">${form.intro}</p>
</div>
${wrong.length > 0 ? summary(wrong, message, words) : ''}
<form class="card" method="post" action="?lang=${language}" novalidate>
<div class="field ${errors.type ? 'wrong' : ''}">
<label for="type">${form.documentType}</label>
${messageBeside('type', message('type'), words)}
<select id="type" name="type" required ${invalid('type', errors)}>
${DOCUMENT_TYPES.map((type) => html`<option value="${type}" ${type === kept.type ? html`selected` : ''}>${words.documentTypes[type]}</option>`)}
</select>
</div>
${text('number', form.number, form.numberHint, html`class="code" required maxlength="64"`)}
${text('issuer', form.issuer, form.issuerHint, html`class="code short" maxlength="3" value="${kept.issuer}"`, 'issuer')}
${text('name', form.name, form.nameHint, html`required maxlength="200"`)}
${text('reference', form.reference, form.referenceHint, html`class="code" maxlength="64" value="${kept.reference}"`)}
<button type="submit">${form.submit}</button>
</form>
<section class="quiet">
<h2>${form.privacyTitle}</h2>
<ul>${form.privacy.map((line) => html`<li>${line}</li>`)}</ul>
</section>`;
  const title = wrong.length > 0 ? `${words.errors.prefix}${form.title}` : form.title;
  return layout({ language, title, content, switchTo: { reference: kept.reference } });
}

/** Takes the focus when the page is shown, so that whoever cannot see it hears at once what is wrong. */
function summary(
  wrong: readonly FieldName[],
  message: (field: FieldName) => string | undefined,
  { errors }: Words,
): Html {
  return html`<div class="summary" role="alert" tabindex="-1" autofocus aria-labelledby="summary-title">
<h2 id="summary-title">${errors.title}</h2>
<ul>${wrong.map((field) => html`<li><a href="#${field}">${message(field)}</a></li>`)}</ul>
<p>${errors.typeAgain}</p>
</div>`;
}

function messageBeside(field: FieldName, message: string | undefined, { errors }: Words): Html | string {
  return message === undefined
    ? ''
    : html`<p class="message" id="${field}-error">${errors.beside}${message}</p>`;
}

function describedBy(field: FieldName, errors: FieldErrors): string {
  return errors[field] ? `${field}-hint ${field}-error` : `${field}-hint`;
}

function invalid(field: FieldName, errors: FieldErrors): Html | string {
  return errors[field] ? html`aria-invalid="true"` : '';
}
