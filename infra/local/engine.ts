/** One engine that runs in this process. */
export interface Engine {
  /** Base URL on the loopback interface. */
  readonly endpoint: string;
  close(): Promise<void>;
}
