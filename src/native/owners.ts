import { advapi32 } from './advapi32.ts';
import { lastError } from './kernel32.ts';
import { withToken } from './privileges.ts';
import { getSecurity } from './security.ts';

const TOKEN_QUERY = 0x8;
/** TOKEN_INFORMATION_CLASS (winnt.h). */
const TokenUser = 1;

/** S-1-5-18 and S-1-5-32-544, as SIDs are laid out: revision, count, six bytes of authority, then the parts. */
const system = Buffer.from('010100000000000512000000', 'hex');
const administrators = Buffer.from('01020000000000052000000020020000', 'hex');

/** The SID of the user this process runs as. Throws Win32Error. */
export function userSid(): Buffer {
  return withToken(TOKEN_QUERY, (token) => {
    const [answer, returned] = [Buffer.alloc(256), Buffer.alloc(4)];
    if (!advapi32.GetTokenInformation(token, TokenUser, answer, answer.length, returned)) throw lastError('GetTokenInformation');
    // TOKEN_USER: an address, attributes, and the SID behind them (16 bytes in)
    return answer.subarray(16, 16 + 8 + 4 * answer[17]!);
  });
}

/** Whose a file or folder is: this user's, the administrators' (or the system's), or somebody else's. Throws Win32Error. */
export function ownerOf(path: string): 'user' | 'administrators' | 'other' {
  const descriptor = getSecurity(path, { owner: true });
  const at = descriptor.readUInt32LE(4); // SECURITY_DESCRIPTOR_RELATIVE: owner@4
  const owner = descriptor.subarray(at, at + 8 + 4 * descriptor[at + 1]!);
  if (owner.equals(system) || owner.equals(administrators)) return 'administrators';
  return owner.equals(userSid()) ? 'user' : 'other';
}

const FILE_ALL_ACCESS = 0x1f_01ff;
const OBJECT_AND_CONTAINER_INHERIT = 0x3;
/** SE_DACL_PRESENT, SE_DACL_PROTECTED, SE_SELF_RELATIVE. */
const CONTROL = 0x4 | 0x1000 | 0x8000;

/** A security descriptor whose DACL lets in the system and the administrators, with `user` also this user, and nobody by inheritance. */
export function privateDescriptor({ user }: { user: boolean }): Buffer {
  const aces = [system, administrators, ...(user ? [userSid()] : [])].map((sid) => {
    const head = Buffer.alloc(8); // ACCESS_ALLOWED_ACE: type 0, flags, size, mask
    head[1] = OBJECT_AND_CONTAINER_INHERIT;
    head.writeUInt16LE(8 + sid.length, 2);
    head.writeUInt32LE(FILE_ALL_ACCESS, 4);
    return Buffer.concat([head, sid]);
  });
  const list = Buffer.concat(aces);
  const head = Buffer.alloc(28); // the descriptor (20 bytes: dacl@16), then ACL: revision 2, size, count
  head[0] = 1;
  head.writeUInt16LE(CONTROL, 2);
  head.writeUInt32LE(20, 16);
  head[20] = 2;
  head.writeUInt16LE(8 + list.length, 22);
  head.writeUInt16LE(aces.length, 24);
  return Buffer.concat([head, list]);
}
