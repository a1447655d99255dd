import { startStampcard } from './stampcard-api.ts'

const { url } = await startStampcard(Number(process.env.STAMPCARD_PORT ?? 4300))
process.stdout.write(`Stampcard answers at ${url}; Ctrl-C ends it.\n`)
