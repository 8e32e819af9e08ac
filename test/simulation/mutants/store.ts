import type { Planted } from '../planted.ts';
import type { Scheduler } from '../scheduler.ts';

/** Mistakes in how the stores are read and written. */
export const STORE_MUTANTS: readonly Planted[] = [
  {
    name: 'pointers are read with eventual consistency',
    invariant: 'I1',
    store: (register, scheduler) => ({
      ...register,
      pointers: { ...register.pointers, findOrderIds: replica(scheduler, register.pointers.findOrderIds) },
    }),
  },
  {
    name: 'orders are read with eventual consistency',
    invariant: 'I2',
    store: (register, scheduler) => ({
      ...register,
      orders: {
        ...register.orders,
        get: replica(scheduler, register.orders.get),
        getMany: replica(scheduler, register.orders.getMany),
      },
    }),
  },
  {
    name: 'the log is read with eventual consistency',
    invariant: 'I1',
    store: (register, scheduler) => ({
      ...register,
      log: { ...register.log, readAfter: replica(scheduler, register.log.readAfter) },
    }),
  },
  {
    name: 'an older version overwrites a newer one',
    invariant: 'I3',
    store: (register) => ({
      ...register,
      orders: {
        ...register.orders,
        async write(record) {
          const stored = await register.orders.get(record.orderId);
          return await register.orders.write(record, stored);
        },
      },
    }),
  },
  {
    name: 'two appenders may put the same sequence',
    invariant: 'I1',
    store: (register) => ({
      ...register,
      log: {
        ...register.log,
        async put(sequence, payload) {
          await register.log.put(sequence, payload);
          return 'appended';
        },
      },
    }),
  },
  {
    name: 'withdrawing one attempt takes the interception away from all',
    invariant: 'I4',
    store: (register) => ({
      ...register,
      interceptions: {
        ...register.interceptions,
        async withdraw(key) {
          const attempts = (await register.interceptions.listByOrder(key.orderId)).find(
            ({ operatorId, decisionId }) => operatorId === key.operatorId && decisionId === key.decisionId,
          )?.attempts;
          for (let left = attempts ?? 0; left > 0; left--) await register.interceptions.withdraw(key);
        },
      },
    }),
  },
];

/** Reads of a replica that lags: what was read before is answered again for some seconds. */
export function replica<Args extends unknown[], T>(
  scheduler: Scheduler,
  read: (...args: Args) => Promise<T>,
): (...args: Args) => Promise<T> {
  const answers = new Map<string, { readonly answer: Promise<T>; readonly untilMs: number }>();
  return (...args) => {
    const question = JSON.stringify(args.filter((arg) => !(arg instanceof AbortSignal)));
    const before = answers.get(question);
    if (before && before.untilMs > scheduler.nowMs()) return before.answer;
    const answer = read(...args);
    answers.set(question, { answer, untilMs: scheduler.nowMs() + 8_000 });
    return answer;
  };
}
