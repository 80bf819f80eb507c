/// Lines from a terminal or a script for any language, and the interactive shell, whose language is the command tree of one-shot use.
///
///     terminal ──> LineLoop (JLine) ── line ──> Language: Shell's ──> Words ──> Interpreter (the command tree) ──> status
///                   │  └─ completion ─────────────> WordCompleter ──> command model, members, keys
///                   └─ prompt ────────────────────> Live ── /v1/status ──> the connected member
///
/// 1. The shell splits a line as a POSIX shell does: quotes and backslashes, but no expansion of any kind.
/// 2. The prompt and completion ask the cluster, and never keep the user waiting longer than their small deadline.
/// 3. Ctrl-C ends the line or the command that runs, never the shell.
///
/// Never: knows what a command does.
///
/// Threads: the thread that calls [LineLoop] reads and executes; prompt and completion of the shell ask on virtual threads; the terminal's
/// signal thread runs [Interrupts#fire].
@NullMarked
package dev.raftd.ctl.shell;

import org.jspecify.annotations.NullMarked;
