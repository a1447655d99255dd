/** Says what was measured, so that a run shows how far it is from its bound. */
export function reportFigure(text: string): void {
  process.stdout.write(`${text}\n`)
}
