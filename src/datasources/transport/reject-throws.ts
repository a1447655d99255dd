import type { Guard } from './upstream-request.ts'

/** Around what may throw at once: that would pass by all that wait for its promise. */
export const rejectThrows: Guard = (next) => (request, call) => {
  try {
    return next(request, call)
  } catch (error) {
    return rejected(error)
  }
}

async function rejected(error: unknown): Promise<never> {
  throw error
}
