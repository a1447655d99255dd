/** A command's code is loaded when it is the one that is run: most need a small part of a gateway. */
export const later =
  <Arguments extends unknown[]>(load: () => Promise<(...args: Arguments) => Promise<void>>) =>
  async (...args: Arguments): Promise<void> =>
    (await load())(...args)
