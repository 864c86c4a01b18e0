import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EACH_REDIS_SERVER, type TestRedisServer } from '../../support/redis-servers.ts';

const discarded =
  'EXECABORT Transaction discarded because of previous errors. The first: ERR wrong number of';

for (const { engine, tags, start } of EACH_REDIS_SERVER)
  describe(`the REST face of ${engine}`, { tags }, () => {
    let face: TestRedisServer;

    beforeAll(async () => {
      face = await start();
    });
    afterAll(() => face.close());
    beforeEach(() =>
      face.engine.execute([['FLUSHDB'], ['SET', 'name', 'naïve'], ['HSET', 'h', 'f', 'OK']], 'pipeline'),
    );

    async function ask(path: string, body?: unknown, headers: Record<string, string> = {}, method?: string) {
      const response = await fetch(face.url + path, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { authorization: `Bearer ${face.token}`, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    }

    test.each([
      ['a command as a JSON array', '/', ['GET', 'name'], { result: 'naïve' }],
      ['a missing value as null', '/', ['GET', 'none'], { result: null }],
      ['numbers and booleans as text', '/', ['HSET', 'h', 'n', 1.5, 'b', true], { result: 2 }],
      ['a list', '/', ['MGET', 'name', 'none'], { result: ['naïve', null] }],
      ['a command as a path', '/get/name', undefined, { result: 'naïve' }],
      ['a path with encoded words', '/set/a%2Fb/%C3%A9', undefined, { result: 'OK' }],
      ['a path with the value as body', '/set/doc?EX=100', '{"a":1}', { result: 'OK' }],
    ])('answers %s', async (_what, path, body, answer) => {
      expect(await ask(path, body)).toEqual({ status: 200, body: answer });
    });

    test('takes the words of a path first, then the body, then the query', async () => {
      await ask('/set/doc?EX=100', '{"a":1}');
      const { body } = await ask('/pipeline', [
        ['GET', 'doc'],
        ['TTL', 'doc'],
      ]);
      expect(body).toEqual([{ result: '{"a":1}' }, { result: 100 }]);
    });

    test.each(['/pipeline', '/multi-exec'])('answers each command of %s for itself', async (path) => {
      const answer = await ask(path, [
        ['SET', 'k', 'v'],
        ['HGET', 'k', 'f'],
        ['GET', 'k'],
      ]);
      const wrongType = 'WRONGTYPE Operation against a key holding the wrong kind of value';
      expect(answer).toEqual({
        status: 200,
        body: [{ result: 'OK' }, { error: wrongType }, { result: 'v' }],
      });
    });

    test('runs the other commands of a pipeline when one has too few words', async () => {
      const { body } = await ask('/pipeline', [['GET'], ['GET', 'name']]);
      expect(body).toEqual([
        { error: "ERR wrong number of arguments for 'get' command" },
        { result: 'naïve' },
      ]);
    });

    test('does nothing of a transaction when one command has too few words', async () => {
      const answer = await ask('/multi-exec', [['SET', 'name', 'new'], ['GET']]);
      expect(answer).toEqual({ status: 400, body: { error: expect.stringContaining(discarded) } });
      expect((await ask('/get/name')).body).toEqual({ result: 'naïve' });
    });

    test.each([
      [
        'an error of Redis',
        '/',
        ['HGET', 'name', 'f'],
        'WRONGTYPE Operation against a key holding the wrong kind',
      ],
      [
        'an unknown command',
        '/',
        ['FOO', 'bar'],
        "ERR unknown command 'FOO', with args beginning with: 'bar'",
      ],
      ['a body that is not JSON', '/', '["GET",', 'ERR failed to parse the request: the body is not JSON'],
      [
        'a body that is no array',
        '/',
        { get: 'name' },
        'ERR failed to parse the request: a command as a JSON array',
      ],
      ['an empty command', '/', [], 'ERR failed to parse the request'],
      ['null in a command', '/', ['SET', 'k', null], 'ERR failed to parse the request'],
      ['a single command as a pipeline', '/pipeline', ['GET', 'name'], 'ERR failed to parse the request'],
      ['a path with a broken escape', '/get/%E0%A4%A', undefined, 'ERR failed to parse the path'],
    ])('answers %s with 400', async (_what, path, body, error) => {
      expect(await ask(path, body)).toEqual({ status: 400, body: { error: expect.stringContaining(error) } });
    });

    test('answers other methods with 405', async () => {
      expect(await ask('/', undefined, {}, 'DELETE')).toMatchObject({ status: 405 });
    });

    test.each([
      ['no', {}],
      ['a wrong', { authorization: 'Bearer wrong' }],
      ['an empty', { authorization: 'Bearer ' }],
    ])('refuses a request with %s token', async (_which, headers) => {
      const answer = await ask('/get/name', undefined, { authorization: '', ...headers });
      expect(answer).toEqual({ status: 401, body: { error: 'WRONGPASS invalid or missing auth token' } });
    });

    test('takes the token from the address too', async () => {
      const answer = await ask(`/get/name?_token=${face.token}`, undefined, { authorization: '' });
      expect(answer).toEqual({ status: 200, body: { result: 'naïve' } });
    });

    test('encodes every string but a plain OK in base64 when asked to', async () => {
      const commands = [
        ['SET', 'k', 'v'],
        ['GET', 'name'],
        ['HGETALL', 'h'],
        ['HLEN', 'h'],
        ['GET', 'none'],
      ];
      const { body } = await ask('/pipeline', commands, { 'upstash-encoding': 'base64' });
      const results = ['OK', 'bmHDr3Zl', ['Zg==', 'T0s='], 1, null];
      expect(body).toEqual(results.map((result) => ({ result })));
    });
  });
