/// How things are shown: tables for people, JSON for programs, and nothing that could drive the terminal.
///
///     record ──┬─ table ──> Table ──> Printable ──> Out
///              └─ json  ──> Json  ──> Printable ──> Out
///
/// 1. No byte of a key, a value or a server's text reaches the terminal as a control character: [Printable] is the only way out, except for
///    what was asked for raw.
/// 2. Both forms are made of the same record; JSON has all of it, a table what fits.
/// 3. Colour only where [Out] was told that it is wanted.
///
/// Never: reads anything, knows the commands.
///
/// Threads: [Out] may be used by several threads, a line stays whole; the rest is immutable or confined.
@NullMarked
package dev.raftd.ctl.output;

import org.jspecify.annotations.NullMarked;
