/** Where calls are made to fail: the n-th call over all ports, before or after it took effect. */
export interface FaultPlan {
  readonly atCall: number;
  readonly when: 'before' | 'after';
  /** `fault`: that call alone. `crash`: that call and all that follow, as after the end of the process. */
  readonly kind: 'fault' | 'crash';
}

export class InjectedFault extends Error {}

/** Wraps ports so that their calls are counted and fail by plan. Properties that are no functions pass through. */
export function withFaults<Ports extends object>(ports: Ports, plan: FaultPlan) {
  let calls = 0;
  const failing =
    (call: (...args: unknown[]) => unknown) =>
    async (...args: unknown[]): Promise<unknown> => {
      const index = calls++;
      if (plan.kind === 'crash' && index > plan.atCall) throw new InjectedFault('the process has ended');
      if (index !== plan.atCall) return await call(...args);
      if (plan.when === 'after') await call(...args);
      throw new InjectedFault(`call ${index} failed`);
    };
  const wrapped = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => {
      if (name === 'clock' || name === 'workingDays' || typeof port !== 'object' || port === null)
        return [name, port];
      const methods = Object.entries(port).map(([method, value]) => [
        method,
        typeof value === 'function' ? failing(value as (...args: unknown[]) => unknown) : value,
      ]);
      return [name, Object.fromEntries(methods)];
    }),
  ) as Ports;
  return { ports: wrapped, calls: () => calls };
}
