import { DEMO_PERSON } from './demo-order.ts';
import type { StartedService } from './service.ts';
import { tryItCommands } from './try-it.ts';

/** What the person at the terminal sees once the service is ready: the ready line, and commands to paste. */
export function welcome({ url, dataFolder, demoOrder }: StartedService): string {
  const { check, release } = tryItCommands(url);
  const ready = `Ready: ${url} (data in ${dataFolder}; Ctrl-C stops it)`;
  switch (demoOrder) {
    case 'in-force':
      return paragraphs(
        ready,
        'A court has sent a restriction order through the queue. Paste this into another terminal and see a purchase denied:',
        check,
        `The person turned away learns why at ${url}/inquiry (resident identity card ${DEMO_PERSON.number}, name ${DEMO_PERSON.name}).`,
        'Then let the court release the order, and check again:',
        release,
      );
    case 'ended':
      return paragraphs(
        ready,
        'The order of the demo was released earlier, so this purchase is allowed (start with a new DATA_DIR to begin anew):',
        check,
      );
    case 'unknown':
    case 'off':
      return paragraphs(ready, 'Paste this into another terminal to check a purchase:', check);
  }
}

function paragraphs(...texts: readonly string[]): string {
  return `${texts.join('\n\n')}\n\n`;
}
