/// A Raft group in one thread, driven by data files: commands and what they print, side by side, in etcd-io/raft's test language.
///
///     file ── DataDriven ──> Directive ──> Suite (interaction, quorum, confchange) ──> text
///                                └── expected text ──────────────────────────────────── = ? ──> FileResult
///     LabRunner: files and folders in, differences and a count out; or the files rewritten
///
/// 1. A file has a fresh suite; its state lives through all directives of the file.
/// 2. The first directive that prints something else ends its file: what follows it would be judged in a wrong state.
/// 3. Errors are printed and so expected or not; a [TestFailureException] and a broken invariant end the file and are never output.
///
/// Never: threads, clocks, randomness. Only `LabRunner` reads and writes files.
///
/// Threads: confined.
@NullMarked
package dev.raftd.lab;

import org.jspecify.annotations.NullMarked;
