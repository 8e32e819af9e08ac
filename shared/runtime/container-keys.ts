import { createDynamoDbKeyState } from '../adapters/dynamodb/key-state.ts';
import type { RegistryTable } from '../adapters/dynamodb/table.ts';
import type { KeyCoverage } from '../identity/key-coverage.ts';
import type { ConfirmedKeys } from '../key-rotation/confirm-keys.ts';
import { createKeptKeys, createRequiredCoverage, type KeptKeysOptions } from '../key-rotation/kept-keys.ts';
import { systemClock } from './clock.ts';
import type { Logger } from './log.ts';

export interface ContainerKeysOptions extends Pick<KeptKeysOptions, 'secrets' | 'use' | 'prepare'> {
  readonly table: RegistryTable;
  readonly logger: Logger;
}

/** Which versions of the subject-key secret count, as this container knows it from the register. */
export function createContainerKeys({
  table,
  logger,
  ...options
}: ContainerKeysOptions): () => ConfirmedKeys | Promise<ConfirmedKeys> {
  return createKeptKeys({ ...options, ...knownTo(table, logger) });
}

/** Which versions an order has to cover to come into force, as this container knows it from the register. */
export function createContainerCoverage(
  table: RegistryTable,
  logger: Logger,
): () => Promise<KeyCoverage | undefined> {
  return createRequiredCoverage(knownTo(table, logger));
}

function knownTo(table: RegistryTable, logger: Logger) {
  return {
    clock: systemClock,
    store: createDynamoDbKeyState(table),
    onUnconfirmed: (error: unknown) => logger.warn('keys.not-confirmed', { error }),
  };
}
