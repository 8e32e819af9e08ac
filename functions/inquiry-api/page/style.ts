import { createHash } from 'node:crypto';

/** The whole style of the page. It stands in the page itself: one request, nothing else to load on a slow phone. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #fff; --ink: #16202c; --soft: #4d5b6b; --line: #c9d1da; --field: #74808e;
  --accent: #174a7c; --accent-ink: #fff; --accent-soft: #e8eff7; --error: #b3261e; --error-soft: #fdeeec; --focus: #ffbf47;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #11171e; --card: #1a222c; --ink: #eef2f6; --soft: #b1bdca; --line: #36424f; --field: #8593a2;
    --accent: #8fc1f2; --accent-ink: #0c1621; --accent-soft: #203042; --error: #ffb4ab; --error-soft: #3a211f; --focus: #ffbf47;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.65 system-ui, -apple-system, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif;
  overflow-wrap: anywhere;
}
:lang(en) { overflow-wrap: break-word; }
a { color: var(--accent); text-underline-offset: .2em; }
a:hover { text-decoration-thickness: .15em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; box-shadow: 0 0 0 2px var(--ink); border-radius: 4px; }
h1, h2, h3 { line-height: 1.3; margin: 0; text-wrap: balance; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.6vw, 2.1rem); letter-spacing: -.01em; }
h2 { font-size: 1.25rem; }
h3 { font-size: 1.0625rem; }
p { margin: 0; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .4rem .8rem; background: var(--card); z-index: 1; }
.band { background: var(--card); border-bottom: 1px solid var(--line); border-top: 4px solid var(--accent); }
.band div, main { width: 100%; max-width: 43rem; margin-inline: auto; padding-inline: 1.125rem; }
.band div { display: flex; justify-content: space-between; align-items: center; gap: 1rem; min-height: 3.5rem; }
.band strong { font-size: 1rem; }
.band a { padding: .6rem 0 .6rem .6rem; white-space: nowrap; }
main { flex: 1; padding-block: 2rem 3rem; display: grid; gap: 1.5rem; align-content: start; }
main > * { min-width: 0; }
.lead { color: var(--soft); margin-top: .6rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: clamp(1.1rem, 4vw, 1.75rem); }
form { display: grid; gap: 1.4rem; }
.field { display: grid; gap: .3rem; min-width: 0; }
label { font-weight: 600; }
.hint { color: var(--soft); font-size: .9375rem; line-height: 1.5; }
input, select {
  font: inherit; color: inherit; width: 100%; min-height: 3rem; padding: .5rem .75rem; margin-top: .2rem;
  background: var(--card); border: 1.5px solid var(--field); border-radius: 6px;
}
.code { font-variant-numeric: tabular-nums; letter-spacing: .04em; }
.short { max-width: 9rem; text-transform: uppercase; }
.wrong { border-left: 4px solid var(--error); padding-left: .9rem; }
.wrong input, .wrong select { border-color: var(--error); border-width: 2px; }
.message { color: var(--error); font-weight: 600; }
@supports selector(:has(*)) {
  form:not(:has(option[value="passport"]:checked)) .issuer { display: none; }
}
button, .button {
  font: inherit; font-weight: 600; cursor: pointer; border: 0; border-radius: 6px; min-height: 3rem; padding: .65rem 2rem;
  background: var(--accent); color: var(--accent-ink); text-decoration: none; display: inline-block; justify-self: start;
}
button:hover, .button:hover { filter: brightness(1.12); }
.summary { border: 2px solid var(--error); border-radius: 10px; background: var(--error-soft); padding: 1.1rem 1.25rem; display: grid; gap: .6rem; }
.summary ul { margin: 0; padding-left: 1.2rem; }
.summary a { color: var(--error); font-weight: 600; }
.quiet { color: var(--soft); font-size: .9375rem; }
.quiet h2 { font-size: 1rem; color: var(--ink); margin-bottom: .4rem; }
.quiet ul { margin: 0; padding-left: 1.2rem; display: grid; gap: .25rem; }
.order { display: grid; gap: 1.4rem; }
.order header { display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: center; }
.state { background: var(--accent-soft); color: var(--accent); border-radius: 99px; padding: .1rem .8rem; font-size: .9375rem; font-weight: 600; }
dl { margin: 0; display: grid; }
dl > div { display: grid; gap: 0 1rem; padding-block: .6rem; border-top: 1px solid var(--line); }
dl > div:last-child { border-bottom: 1px solid var(--line); }
dt { color: var(--soft); font-size: .9375rem; }
dd { margin: 0; font-weight: 600; }
@media (min-width: 34rem) { dl > div { grid-template-columns: 11rem 1fr; align-items: baseline; } }
.items { margin: .5rem 0 0; padding-left: 1.3rem; display: grid; gap: .3rem; }
.when { white-space: nowrap; }
.way p { margin-top: .35rem; }
.note { background: var(--accent-soft); border-radius: 6px; padding: .7rem 1rem; font-size: .9375rem; }
footer { margin-inline: auto; width: calc(100% - 2.25rem); max-width: 40.75rem; padding: 1.25rem 0 2rem; color: var(--soft); font-size: .875rem; border-top: 1px solid var(--line); }
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #333; --line: #999; --accent: #000; --accent-soft: #fff; }
  body { font-size: 11pt; }
  .skip, .band a, .button, .screen { display: none; }
  .card { border: 0; padding: 0; }
  .order, .way { break-inside: avoid; }
  .state { border: 1px solid #000; }
}
`;

/** The source expression of this style for a Content Security Policy (CSP Level 3, section 2.3.1). */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
