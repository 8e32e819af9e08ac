import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { DependencyUnavailable } from '../../contracts/problem.ts';

/** The table `registry` and the client to reach it with; the client carries time limits and retries. */
export interface RegistryTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

export type Item = Record<string, AttributeValue>;

/**
 * Runs one DynamoDB command for an adapter.
 *
 * @param what the step in the domain's words, for the error ("reading the order").
 * @throws DependencyUnavailable for every fault of the engine or the network, with the cause. A failed condition is
 *   not a fault and is thrown as it is; `ifConditionHolds` turns it into an outcome.
 */
export async function attempt<T>(what: string, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || error instanceof DependencyUnavailable)
      throw error;
    throw new DependencyUnavailable('dynamodb', `${what} failed`, error);
  }
}

/** Runs a conditional write: `true` if it was done, `false` if its condition did not hold. */
export async function ifConditionHolds(what: string, command: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt(what, command);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Options of an SDK call that stops when the caller's time is up. */
export function untilAborted(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}
