import type { Operation, SimulatorReply } from '../../../../sandbox/kit/simulator.ts'
import { answer, openOpera } from '../../../unit/sandbox/opera/open-opera.ts'
import { createOhipSpec } from './ohip-spec.ts'

/** OPERA's simulator in process, every call judged by the vendor's description. */
export function createRecordedOpera() {
  const spec = createOhipSpec()
  const { simulator, request: compose } = openOpera()

  /** @param options.judged false for a request that is wrong on purpose: then only its reply is judged */
  async function call(
    method: Operation['method'],
    target: string,
    options: { body?: unknown; headers?: Record<string, string>; judged?: boolean } = {},
  ): Promise<SimulatorReply & { problems: readonly string[] }> {
    const request = await compose(method, target, options)
    const reply = await answer(simulator, request)
    const problems = options.judged === false ? [] : spec.requestProblems(request)
    return { ...reply, problems: [...problems, ...spec.replyProblems(request, reply)] }
  }

  return { simulator, call, spec }
}
