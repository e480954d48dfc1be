import { expect, it } from 'vitest'
import { ConfigError, parseConfig } from '../src/config.ts'

it('has a default for everything', () => {
  expect(parseConfig({})).toMatchObject({
    PORT: 8787,
    DATA_DIR: '.postbag',
    CAPTCHA: 'altcha',
    LOG_LEVEL: 'info',
  })
})

it('takes an empty variable for an absent one', () => {
  expect(parseConfig({ PORT: '', CAPTCHA: '' })).toMatchObject({ PORT: 8787, CAPTCHA: 'altcha' })
})

const TOKEN = 'x'.repeat(24)
const TURNSTILE_TEST = {
  CAPTCHA: 'turnstile',
  TURNSTILE_SITE_KEY: '1x00000000000000000000AA',
  TURNSTILE_SECRET_KEY: '1x0000000000000000000000000000000AA',
}

const MAIL = {
  SMTP_URL: 'smtp://mail.example',
  MAIL_FROM: 'desk@news.example',
  PUBLIC_URL: 'https://comments.example',
}

it.each<[string, Record<string, string>, RegExp | null]>([
  ['the lowest port', { PORT: '0' }, null],
  ['the highest port', { PORT: '65535' }, null],
  ['a port past the highest', { PORT: '65536' }, /^PORT: must be a whole number from 0 to 65535$/],
  ['a port that is no number', { PORT: 'many' }, /^PORT: must be a whole number from 0 to 65535$/],
  ['a part of a number', { PORT: '80.5' }, /^PORT: must be a whole number from 0 to 65535$/],
  ['an admin token of 24 characters', { ADMIN_TOKEN: TOKEN }, null],
  ['one of 23', { ADMIN_TOKEN: TOKEN.slice(1) }, /^ADMIN_TOKEN: must have 24/],
  ['one with a space, which no header carries', { ADMIN_TOKEN: `${TOKEN} x` }, /^ADMIN_TOKEN: must have/],
  ['a secret key of 23 characters', { SECRET_KEY: TOKEN.slice(1) }, /^SECRET_KEY: must have/],
  ['another kind of database', { DATABASE_URL: 'nope' }, /^DATABASE_URL: must start with postgres:\/\/$/],
  [
    'a database address that cannot be read',
    { DATABASE_URL: 'postgres://u%zz:p@h/d' },
    /^DATABASE_URL: must be/,
  ],
  ['a replica that is none', { DATABASE_READ_URLS: 'postgres://a/d, b' }, /^DATABASE_READ_URLS: must be/],
  ['two replicas', { DATABASE_READ_URLS: 'postgres://a/d, postgresql://b/d' }, null],
  ['one that asks for TLS', { DATABASE_URL: 'postgres://u:p@h/d?sslmode=require' }, null],
  [
    'one whose TLS no two drivers understand alike',
    { DATABASE_URL: 'postgres://u:p@h/d?sslmode=prefer' },
    /^DATABASE_URL: takes sslmode=disable, require or verify-full, and/,
  ],
  [
    'one that names a certificate',
    { DATABASE_READ_URLS: 'postgres://u:p@h/d?sslmode=require&sslrootcert=/ca.pem' },
    /^DATABASE_READ_URLS: .*certificates by NODE_EXTRA_CA_CERTS alone$/,
  ],
  [
    'one of several hosts',
    { DATABASE_URL: 'postgres://u:p@one:5432,two:5433/d' },
    /^DATABASE_URL: must be an address of one host,/,
  ],
  ['one whose password is written as addresses have it', { DATABASE_URL: 'postgres://u:%2F%40@h/d' }, null],
  ['one of a socket', { DATABASE_URL: 'postgres:///d?host=/run/postgresql' }, null],
  ['a public address with a query', { PUBLIC_URL: 'https://news.example/?a' }, /^PUBLIC_URL: must have no/],
  ['an address that is none', { PUBLIC_URL: 'nope' }, /^PUBLIC_URL: must be an http or https address$/],
  ['private hosts, one with a port', { PRIVATE_HOSTS: 'Cache.local, 10.0.0.5:8080, [::1]:80' }, null],
  ['a private host with a scheme', { PRIVATE_HOSTS: 'http://cache.local' }, /^PRIVATE_HOSTS: must be hosts/],
  ['a private host with a port that is none', { PRIVATE_HOSTS: 'cache.local:x' }, /^PRIVATE_HOSTS: must be/],
  ['a private host by an IPv6 address', { PRIVATE_HOSTS: '::1' }, null],
  ['proxies by address and by range', { TRUSTED_PROXIES: '10.0.0.5, 192.168.0.0/16, fd00::/8' }, null],
  ['a proxy by name', { TRUSTED_PROXIES: '10.0.0.5, balancer' }, /^TRUSTED_PROXIES: balancer is no address/],
  ['a range without its length', { TRUSTED_PROXIES: '10.0.0.0/' }, /^TRUSTED_PROXIES: 10.0.0.0\/ is/],
  ['a range past its longest', { TRUSTED_PROXIES: '10.0.0.0/33' }, /^TRUSTED_PROXIES: 10.0.0.0\/33 is/],
  ['a captcha nobody knows', { CAPTCHA: 'magic' }, /^CAPTCHA: /],
  ['a longer captcha limit than the checks have', { CAPTCHA_TIMEOUT_MS: '2401' }, /^CAPTCHA_TIMEOUT_MS: /],
  ['a level that is none', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL: /],
  ['a notice of five seconds', { STOP_NOTICE_MS: '5000' }, null],
  ['a longer one', { STOP_NOTICE_MS: '5001' }, /^STOP_NOTICE_MS: /],
  [
    'a provider without its keys',
    { CAPTCHA: 'recaptcha-v3' },
    /^RECAPTCHA_SITE_KEY: is needed with CAPTCHA=recaptcha-v3; RECAPTCHA_SECRET_KEY: is needed with CAPTCHA=recaptcha-v3$/,
  ],
  [
    'a check of one’s own without its secret',
    { CUSTOM_CHECK_URL: 'https://m.example' },
    /^CUSTOM_CHECK_SECRET: is/,
  ],
  ['a server for mail', { ...MAIL, SMTP_URL: 'smtps://us%40news.example:p%2F@mail.example:465' }, null],
  ['a sender with a name', { ...MAIL, MAIL_FROM: 'The News, Desk <desk@news.example>' }, null],
  [
    'a server for mail alone',
    { SMTP_URL: 'smtp://mail.example' },
    /^MAIL_FROM: is needed with SMTP_URL; PUBLIC_URL: is needed with SMTP_URL$/,
  ],
  [
    'a server for mail by another way',
    { ...MAIL, SMTP_URL: 'https://mail.example' },
    /^SMTP_URL: must be smtp/,
  ],
  [
    'a server for mail with settings in its address',
    { ...MAIL, SMTP_URL: 'smtp://mail.example/?tls.rejectUnauthorized=false' },
    /^SMTP_URL: must be smtp:/,
  ],
  [
    'one whose password cannot be read',
    { ...MAIL, SMTP_URL: 'smtp://u:%zz@mail.example' },
    /^SMTP_URL: must/,
  ],
  ['a sender that is none', { ...MAIL, MAIL_FROM: 'The News' }, /^MAIL_FROM: must be an address/],
  ['a sender with a line break', { ...MAIL, MAIL_FROM: 'A\nBcc: b <a@news.example>' }, /^MAIL_FROM: must be/],
  ['the public test secret of a provider, while trying it out', TURNSTILE_TEST, null],
  [
    'the same in production',
    { ...TURNSTILE_TEST, NODE_ENV: 'production' },
    /^TURNSTILE_SECRET_KEY: is the provider's public test secret/,
  ],
  ['two that are wrong, in one line', { PORT: '-1', LOG_LEVEL: 'loud' }, /^PORT: .*; LOG_LEVEL: /],
])('%s', (_, env, trouble) => {
  if (trouble === null) expect(() => parseConfig(env)).not.toThrow()
  else {
    expect(() => parseConfig(env)).toThrow(ConfigError)
    expect(() => parseConfig(env)).toThrow(trouble)
  }
})

it('never repeats a value', () => {
  const env = {
    ADMIN_TOKEN: 'geheim',
    SECRET_KEY: 'geheim',
    DATABASE_URL: 'geheim',
    PUBLIC_URL: 'geheim',
    SMTP_URL: 'geheim',
  }
  expect(() => parseConfig(env)).toThrow(/^(?!.*geheim)/)
})

it('knows a private host however it is written', () => {
  expect(parseConfig({ PRIVATE_HOSTS: 'Cache.Local:8080' }).PRIVATE_HOSTS).toEqual(['cache.local:8080'])
})
