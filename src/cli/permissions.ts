import { closeDeclarations, openDeclarations } from '../compose/open-declarations.ts'
import { buildPermissionMatrix } from '../auth/permission-matrix.ts'
import { StartRefusedError } from '../errors/start-problem.ts'
import { adviseName } from '../schema/suggest-name.ts'
import { prepare } from './prepare.ts'
import { toMarkdown, toTable } from './print-permissions.ts'

/** `headwater permissions`: who may see and change what, as the gateway enforces it. @throws StartRefusedError */
export async function permissions(options: {
  config?: string
  role?: string[]
  markdown?: boolean
}): Promise<void> {
  const opened = openDeclarations({ ...(await prepare(options.config)), now: Date.now })
  const { catalog } = opened.declarations
  await closeDeclarations(opened)
  for (const role of options.role ?? []) {
    if (catalog.roles.has(role)) continue
    const message = `--role ${role} is no role: ${adviseName(role, catalog.roles)}.`
    throw new StartRefusedError([{ file: null, line: null, message }])
  }
  const matrix = buildPermissionMatrix(catalog, options.role ?? [...catalog.roles])
  console.log(options.markdown ? toMarkdown(matrix) : toTable(matrix))
}
