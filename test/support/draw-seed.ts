/** The seed of what a test draws: the same in every run, another one each time when the figures run whole; it stands in the test's name. */
export const drawSeed = process.env.HEADWATER_FULL === '1' ? Date.now() % 100_000 : 20_261
