/// A Raft group in one thread, driven by data files: commands and what they print, side by side, in etcd-io/raft's test language.
///
///     file ── DataDriven ──> Directive ──> Suite (interaction, quorum, confchange) ──> text
///                                └── expected text ──────────────────────────────────── = ? ──> FileResult
///     LabRunner: files and folders in, differences and a count out; or the files rewritten
///     Lab: directives one by one, taken back by running those before again; NodeState and LabEvent, for pictures of the state
///
/// 1. A file has a fresh suite; its state lives through all directives of the file.
/// 2. The first directive that prints something else ends its file: what follows it would be judged in a wrong state.
/// 3. Partitions, crashes and reads are this project's own commands (`LabFaults`); all others print what etcd's runner prints.
/// 4. Errors are printed and so expected or not; a [TestFailureException] and a broken invariant end the file and are never output.
///
/// Never: threads, clocks, randomness. Only `LabRunner` reads and writes files.
///
/// Threads: confined.
@NullMarked
package dev.raftd.lab;

import org.jspecify.annotations.NullMarked;
