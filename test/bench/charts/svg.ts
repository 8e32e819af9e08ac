type Attributes = Readonly<Record<string, string | number>>;

/** One element of an SVG with its children; numbers are written with at most one digit after the point. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attributeText(value)}"`);
  const start = `<${name}${written.join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}>`;
}

export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, [escaped(content)]);
}

export function line(x1: number, y1: number, x2: number, y2: number, stroke: string, width = 1): string {
  return element('line', { x1, y1, x2, y2, stroke, 'stroke-width': width });
}

export function group(x: number, y: number, children: readonly string[]): string {
  return `\n${element('g', { transform: `translate(${rounded(x)} ${rounded(y)})` }, children)}`;
}

/** A whole picture on a light background. */
export function picture(width: number, height: number, title: string, children: readonly string[]): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'font-family': 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif',
    'font-size': 12,
    fill: INK,
  };
  const background = element('rect', { width, height, fill: '#ffffff' });
  return `${element('svg', attributes, [element('title', {}, [escaped(title)]), background, ...children, '\n'])}\n`;
}

export const INK = '#1f2933';
export const FAINT = '#5f6b7a';
export const GRID = '#e3e7ec';
/** Told apart by people who do not see all colours too: blue, orange, green (Okabe and Ito). */
export const COLOURS = ['#0072b2', '#d55e00', '#009e73'] as const;

function attributeText(value: string | number): string {
  return typeof value === 'number' ? rounded(value) : escaped(value).replaceAll('"', '&quot;');
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
