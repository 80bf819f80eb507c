package dev.raftd.ctl.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "completion", description = {"Prints a script that completes raftctl's commands and options.",
        "bash: source <(raftctl completion bash)", "zsh: raftctl completion zsh > a folder of $fpath/_raftctl"})
final class CompletionCommand implements Callable<Integer> {
    private final Invocation invocation;

    enum Language {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(index = "0", paramLabel = "bash|zsh", description = "For which shell.")
    private Language language = Language.BASH;

    CompletionCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Completion completion = new Completion(new CommandTree(invocation.session()).commands());
        String script = switch (language) {
            case BASH -> completion.bash();
            case ZSH -> completion.zsh();
        };
        invocation.out().line(script.stripTrailing());
        return ExitCode.OK;
    }
}
