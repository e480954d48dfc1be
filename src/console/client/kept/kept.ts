import type { EvidenceCopy } from '../../../evidence/copy.ts'
import type { Evidence } from '../../../evidence/queries.ts'
import { call } from '../api.ts'
import type { Json } from '../types.ts'

export type Kept = Json<Evidence>
export type Copy = EvidenceCopy

export const CAUSES = {
  'danger-to-life': 'Danger to life or safety',
  'authority-order': 'Order of an authority',
  'legal-claim': 'Legal claim',
} as const satisfies Record<Kept['cause'], string>

export function keptPath(site: string, id = '', rest = ''): string {
  return `/v1/admin/sites/${encodeURIComponent(site)}/evidence${id && `/${id}`}${rest}`
}

/** Opens the copy; the service records who did. */
export function readCopy(site: string, { id }: Pick<Kept, 'id'>): Promise<Copy> {
  return call<Copy>('POST', keptPath(site, id, '/readings'))
}
