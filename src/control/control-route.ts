/** One thing that a command may ask of the running gateway: `POST` with a JSON body, answered by JSON. */
export interface ControlRoute {
  /** E.g. `/keys/revoke`. */
  path: string
  /** @throws GatewayError, which the command sees with its code and message; anything else is INTERNAL there */
  answer(body: unknown): Promise<unknown>
}
