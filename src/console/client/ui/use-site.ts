import { usePlace } from '../router.ts'
import type { Me } from '../types.ts'

/** The site that a page of settings is about: the one in the address, else the first. */
export function useSite({ sites }: Me): { readonly site: string; readonly name: string } {
  const site = usePlace().query.get('site') ?? sites[0]?.slug ?? ''
  return { site, name: sites.find(({ slug }) => slug === site)?.name ?? site }
}
