export const executionEngines = ['compiled', 'interpreted'] as const

/** What completed a reply: the operation's own program, or graphql-js. */
export type ExecutionEngine = (typeof executionEngines)[number]

/** Told of every reply that was completed. */
export type ExecutionListener = (engine: ExecutionEngine) => void
