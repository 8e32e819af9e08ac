import { UsageError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { FORMATS } from '../input/format.ts';
import { headerOf, lineOf } from '../input/write-order.ts';
import type { Command } from '../io.ts';
import { oneOf, readOptions } from '../options.ts';
import { organizationCodeOf, passportOf, residentIdOf } from '../synthetic/documents.ts';
import { writeOut } from '../write-out.ts';

/** Has something in every column that an order in force can have; all of it is made up. */
const EXAMPLE = {
  orderId: 'example-1',
  version: 1,
  status: 'active',
  court: { code: '京9901', name: '示例人民法院', phone: '010-00000000' },
  caseNumber: '（2025）京9901执1号',
  basis: 'listed-defaulter',
  subject: {
    kind: 'person',
    name: '示例甲',
    role: 'legal-representative',
    of: organizationCodeOf(1),
    documents: [
      { type: 'resident-id', number: residentIdOf(1) },
      { type: 'passport', issuer: 'UTO', number: passportOf(1, 0) },
    ],
  },
  items: ['air', 'rail-soft-sleeper', 'rail-emu', 'hotel'],
  period: { from: '2025-03-03T00:00:00+08:00', to: '2030-03-03T00:00:00+08:00' },
  warnedAt: '2025-02-10T10:00:00+08:00',
  signedBy: 'president',
  servedAt: '2025-03-03T00:00:00+08:00',
  disclosure: 'public',
  grants: [
    {
      grantId: 'g1',
      kind: 'temporary',
      items: ['air', 'rail-emu'],
      from: '2026-05-01T00:00:00+08:00',
      to: '2026-05-20T00:00:00+08:00',
      uses: null,
      approvedBy: 'president',
    },
  ],
} as const;

/** Prints a file with one example, to be filled in. */
export const exportTemplateCommand: Command = {
  summary: 'print a file with one example order, to be filled in',
  help: `Usage: npm run -s cli -- export-template [--format csv|jsonl]

Prints a file with one synthetic order that import --check accepts.

  --format csv|jsonl   (csv)
`,
  async run(args, { stdout }) {
    const { values, positionals } = readOptions(args, { format: { type: 'string' } });
    if (positionals.length > 0) throw new UsageError('export-template takes options only.');
    const format = oneOf('--format', values.format ?? 'csv', FORMATS);
    await writeOut(stdout, headerOf(format) + lineOf(EXAMPLE, format));
    return EXIT.done;
  },
};
