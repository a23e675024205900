import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { type AuthResponse, LockedError, Method, MethodNotSupportedError } from 'nephele';

/** POST to a collection: stores a new member under a name that the server chooses (RFC 5995). */
export class AddMember extends Method {
  override async run(request: Request, response: AuthResponse): Promise<void> {
    const { url } = this.getRequestData(request, response);
    const { adapter, baseUrl, user } = response.locals;
    await this.checkAuthorization(request, response, 'POST');
    const collection = await adapter.getResource(url, baseUrl);
    if (!(await collection.isCollection())) throw new MethodNotSupportedError('This is not a collection.');
    const folder = url.href.endsWith('/') ? url : new URL(`${url.href}/`);
    const member = await adapter.newResource(new URL(randomUUID(), folder), baseUrl);
    if ((await this.getLockPermission(request, response, member, user)) !== 2) {
      throw new LockedError(
        'The user does not have permission to add a new resource to the locked collection.',
      );
    }
    await member.setStream(await this.getBodyStream(request, response), user);
    response
      .status(201)
      .set('Location', (await member.getCanonicalUrl()).href)
      .end();
  }
}
