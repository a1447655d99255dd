/** What became of one of several processes that share a port. */
export type WorkerEvent =
  | { type: 'LISTENING'; worker: number }
  /** `how`: exit code or signal; `problems`: why it could not start. `restartInMs`: null when it is not replaced. */
  | { type: 'ENDED'; worker: number; how: string; problems: readonly string[]; restartInMs: number | null }
