/// The commands, one class each, in one tree that serves one-shot use and the shell.
///
///     words ──> CommandTree ──> picocli ──> XCommand.call() ──> Cluster ──> record ──> view
///                    │                           │
///                    └── FailureMapper <── exceptions ──> one line on standard error, ExitCode
///
/// 1. A command is made anew for each line, so nothing of one line shows in the next.
/// 2. Commands are created only when a word of the line names them: start-up pays for one, not for all.
/// 3. Every failure is one line with a code and the next step, by the one [FailureMapper]; each [ExitCode] has one meaning.
///
/// Never: formats HTTP, keeps state between commands other than in [Session].
///
/// Threads: commands run on the thread that executes the line; status and bench ask on virtual threads.
@NullMarked
package dev.raftd.ctl.command;

import org.jspecify.annotations.NullMarked;
