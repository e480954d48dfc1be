import { expect, it } from 'vitest'
import { newWebhookSecret, signedHeaders } from '../../src/http/sign.ts'

it('signs as the published test vector of Standard Webhooks', () => {
  const headers = signedHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1_614_265_330_000),
    body: '{"test": 2432232314}',
  })
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

it('makes secrets of the length the standard asks for, and signs with each of two', () => {
  const secrets = [newWebhookSecret(), newWebhookSecret()]
  expect(Buffer.from(secrets[0]?.slice('whsec_'.length) ?? '', 'base64')).toHaveLength(32)
  const message = { id: 'a', at: new Date(0), body: '' }
  const both = signedHeaders(secrets, message)['webhook-signature'].split(' ')
  expect(both).toEqual(secrets.map((secret) => signedHeaders(secret, message)['webhook-signature']))
})
