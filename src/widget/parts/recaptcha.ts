import { load } from 'recaptcha-v3'

type Options = { readonly siteKey: string; readonly isEnterprise: boolean }

/** Google's token for the action `comment`; with `prepare`, only loads its script. The loader may never settle. */
export async function recaptcha(
  { siteKey, isEnterprise }: Options,
  what: 'prepare' | 'token',
): Promise<string | undefined> {
  const loaded = await load(siteKey, { useEnterprise: isEnterprise })
  return what === 'prepare' ? undefined : loaded.execute('comment')
}
