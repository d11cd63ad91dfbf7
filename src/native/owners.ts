import { advapi32 } from './advapi32.ts';
import { lastError } from './kernel32.ts';
import { withToken } from './privileges.ts';
import { getSecurity } from './security.ts';

const TOKEN_QUERY = 0x8;
/** TOKEN_INFORMATION_CLASS (winnt.h). */
const TokenUser = 1;

/** S-1-5-18, S-1-5-32-544 and S-1-5-32-545, as SIDs are laid out: revision, count, six bytes of authority, then the parts. */
const system = Buffer.from('010100000000000512000000', 'hex');
const administrators = Buffer.from('01020000000000052000000020020000', 'hex');
const users = Buffer.from('01020000000000052000000021020000', 'hex');

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
/** FILE_GENERIC_READ and FILE_GENERIC_EXECUTE. */
const READ_AND_EXECUTE = 0x12_00a9;
const OBJECT_AND_CONTAINER_INHERIT = 0x3;
/** SE_DACL_PRESENT, SE_DACL_PROTECTED, SE_SELF_RELATIVE. */
const CONTROL = 0x4 | 0x1000 | 0x8000;

/** A security descriptor whose DACL lets in the system and the administrators, with `user` also this user, and nobody by inheritance. */
export const privateDescriptor = ({ user }: { user: boolean }): Buffer => descriptorOf([...administration(), ...(user ? [entry(userSid(), FILE_ALL_ACCESS, OBJECT_AND_CONTAINER_INHERIT)] : [])]);

/** The same for a file or folder of the whole machine: every user may read it, but not what lies in it. */
export const readableDescriptor = (): Buffer => descriptorOf([...administration(), entry(users, READ_AND_EXECUTE, 0)]);

const administration = (): Buffer[] => [system, administrators].map((sid) => entry(sid, FILE_ALL_ACCESS, OBJECT_AND_CONTAINER_INHERIT));

/** ACCESS_ALLOWED_ACE (MS-DTYP 2.4.4.2): type 0, flags, size, mask, SID. */
function entry(sid: Buffer, mask: number, flags: number): Buffer {
  const head = Buffer.alloc(8);
  head[1] = flags;
  head.writeUInt16LE(8 + sid.length, 2);
  head.writeUInt32LE(mask, 4);
  return Buffer.concat([head, sid]);
}

function descriptorOf(entries: readonly Buffer[]): Buffer {
  const list = Buffer.concat(entries);
  const head = Buffer.alloc(28); // the descriptor (20 bytes: dacl@16), then ACL: revision 2, size, count
  head[0] = 1;
  head.writeUInt16LE(CONTROL, 2);
  head.writeUInt32LE(20, 16);
  head[20] = 2;
  head.writeUInt16LE(8 + list.length, 22);
  head.writeUInt16LE(entries.length, 24);
  return Buffer.concat([head, list]);
}
