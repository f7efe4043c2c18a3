import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { ApiProvider } from '~/api';
import { theme } from '~/theme/theme';

type Handler = (request: Request) => Response | Promise<Response>;

/** Shows something over a server that answers as told; returns what was sent to it. */
export function show(what: ReactNode, handler: Handler) {
  const sent: Request[] = [];
  const fetchFromHandler = vi.fn(async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(input, init);
    sent.push(request.clone());
    return handler(request);
  });
  render(
    <MantineProvider theme={theme} env="test">
      <Notifications />
      <ApiProvider base="http://server.test" fetch={fetchFromHandler as typeof fetch}>
        {what}
      </ApiProvider>
    </MantineProvider>,
  );
  return { sent };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': type, ...headers },
  });
}

export function problem(status: number, code: string, detail: string): Response {
  return json({ status, code, title: code, detail, type: '', instance: '' }, status);
}
