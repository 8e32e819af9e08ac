import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './errors.ts';

type OptionTypes = NonNullable<ParseArgsConfig['options']>;

/** The options of a command line and what stands beside them. */
export interface ParsedOptions<Options extends OptionTypes> {
  readonly values: {
    readonly [Name in keyof Options]?:
      | (Options[Name]['type'] extends 'boolean' ? boolean : string)
      | undefined;
  };
  readonly positionals: readonly string[];
}

/**
 * Reads the options of a command.
 *
 * @throws UsageError that names the option which is unknown, lacks its value, or has one that it does not take.
 */
export function readOptions<const Options extends OptionTypes>(
  args: readonly string[],
  options: Options,
): ParsedOptions<Options> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      strict: true,
      allowPositionals: true,
    });
    return { values: values as ParsedOptions<Options>['values'], positionals };
  } catch (error) {
    throw new UsageError(explain(error as NodeJS.ErrnoException, args), { cause: error });
  }
}

/** In our own words: those of `parseArgs` speak to programmers. */
function explain({ code, message }: NodeJS.ErrnoException, args: readonly string[]): string {
  const named = /'(?:-\w, )?(--?[\w-]+)/.exec(message)?.[1];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && named) return `The option ${named} is not known here.`;
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && named) {
    const takesNone = message.includes('does not take an argument');
    return takesNone ? `The option ${named} takes no value.` : `The option ${named} needs a value.`;
  }
  return `The ${args.length === 0 ? 'command line' : 'options'} cannot be read.`;
}

/** @throws UsageError unless the text is a whole number from `least` to `most` */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d{1,15}$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`The option ${option} must be a whole number from ${least} to ${most}.`);
}

/** @throws UsageError unless the text is one of the choices */
export function oneOf<const Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`The option ${option} must be ${choices.join(' or ')}.`);
}
