// Package checkpoint keeps the state of a training run in files that survive a kill, a full disk and a torn write.
//
// A [Snapshot] is a list of named tensors with a step number and a few words about them. [Save] writes it beside the
// earlier ones, [Load] returns the newest one that is whole:
//
//	vae-000007-step0000004690.vbk    kind "vae", the 7th save in this folder, taken at step 4690
//	vae-000006-step0000004221.vbk    the one before it, kept
//
// # How a save survives
//
// The new file grows under a temporary name. Every write is checked, the file is synced to the disk and read back;
// only then does it get its own name, by one rename, and the folder is synced too. So at every moment each name that
// [Load] looks at belongs to a whole file, and a process killed anywhere in between loses no more than what it did
// since its last save. A save that fails (a full disk, a read-only folder) removes its temporary file and touches
// nothing else.
//
// # The file
//
// All numbers are little-endian.
//
//	offset  bytes  what
//	0       8      the magic, "VAEBOOK\n"
//	8       4      version of the format, 1
//	12      4      H, length of the header
//	16      8      B, length of the body
//	24      H      header, JSON: kind, step, meta, and per tensor name, dtype, dims
//	24+H    B      body: the tensors' bytes, one after another, in the header's order
//	24+H+B  32     SHA-256 of everything before it
//
// Each length is compared with the size of the file before anything is allocated for it.
package checkpoint
