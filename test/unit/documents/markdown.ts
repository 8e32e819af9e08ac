/** One Markdown document, its path from the root of the repository. */
export interface MarkdownDocument {
  readonly path: string;
  readonly text: string;
}

export interface Link {
  /** Path part of the target; empty for a link within the document. */
  readonly path: string;
  /** Without `#`; undefined if the link has none. */
  readonly anchor: string | undefined;
}

const FENCE = /^[ \t]*(```+|~~~+)[^\n]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm;

/** The text outside of fenced blocks. */
export function prose(text: string): string {
  return text.replace(FENCE, '');
}

/** The contents of the fenced blocks. */
export function fencedBlocks(text: string): readonly string[] {
  return [...text.matchAll(FENCE)].map((match) => match[2] as string);
}

/** The rows of all tables. */
export function tableRows(text: string): string {
  return prose(text)
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .join('\n');
}

/** What stands between single backticks; a line break in it counts as a space. */
export function inlineCode(text: string): readonly string[] {
  return [...prose(text).matchAll(/`([^`]+)`/g)].map((match) => (match[1] as string).replace(/\s+/g, ' '));
}

/** Links to places in the repository; those with a scheme, such as `https:`, are left out. */
export function relativeLinks(text: string): readonly Link[] {
  return [...prose(text).matchAll(/\]\(\s*<?([^)>\s]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)/gm)]
    .map((match) => (match[1] ?? match[2]) as string)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
    .map((target) => {
      const hash = target.indexOf('#');
      return hash < 0
        ? { path: target, anchor: undefined }
        : { path: target.slice(0, hash), anchor: target.slice(hash + 1) };
    });
}

export interface Section {
  readonly title: string;
  readonly level: number;
  /** Up to the next heading of the same or a higher level. */
  readonly body: string;
}

/** Sections by their headings (`#` style), in sequence; a section holds those below it. */
export function sections(text: string): readonly Section[] {
  const blank = text.replace(FENCE, (block) => ' '.repeat(block.length));
  const headings = [...blank.matchAll(/^(#{1,6}) +(.+?) *#*$/gm)];
  return headings.map((heading, index) => {
    const level = (heading[1] as string).length;
    const next = headings.slice(index + 1).find((other) => (other[1] as string).length <= level);
    return {
      title: heading[2] as string,
      level,
      body: text.slice(heading.index + heading[0].length, next?.index),
    };
  });
}

/** Anchors that GitHub gives the headings of a document. */
export function anchors(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  return new Set(
    sections(text).map(({ title }) => {
      const slug = title
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-');
      const repeats = seen.get(slug) ?? 0;
      seen.set(slug, repeats + 1);
      return repeats === 0 ? slug : `${slug}-${repeats}`;
    }),
  );
}
