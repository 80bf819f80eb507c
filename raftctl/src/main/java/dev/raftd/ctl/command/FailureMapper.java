package dev.raftd.ctl.command;

import dev.raftd.api.Problem;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.output.Format;
import dev.raftd.ctl.output.Out;
import dev.raftd.ctl.output.Printable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns every failure into one line on standard error, or a JSON object, and an exit status.
final class FailureMapper {
    private static final Pattern PICOCLI_PLACE = Pattern
            .compile("^Invalid value for (?:option '([^']+)'|positional parameter at index \\S+ \\((\\S+)\\)): ");

    private static final Pattern PICOCLI_NONE_OF = Pattern
            .compile("^Error: Missing required argument \\(specify one of these\\): \\((.*)\\)$");
    private static final Pattern PICOCLI_SEVERAL_OF = Pattern.compile("^Error: (.*) are mutually exclusive \\(specify only one\\)$");

    private final Session session;
    private final Invocation invocation;

    FailureMapper(Session session, Invocation invocation) {
        this.session = session;
        this.invocation = invocation;
    }

    int usage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        return tell(ExitCode.USAGE, problem("usage", sentence(e) + suggestion(e), "see '" + name + " --help'"));
    }

    /// In the words of someone who does not know how command lines are parsed.
    private static String sentence(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption())
            return unmatched(e.getCommandLine(), unmatched.getUnmatched());
        String message = String.valueOf(e.getMessage()).strip().replace('\n', ' ');
        String named = PICOCLI_PLACE.matcher(message).replaceFirst("$1$2: ").replaceFirst(" is not an? (int|long)$", " is not a number");
        String wanted = PICOCLI_NONE_OF.matcher(named).replaceFirst("one of these is wanted: $1").replace(" | ", ", ");
        return PICOCLI_SEVERAL_OF.matcher(wanted).replaceFirst("only one of these is wanted: $1");
    }

    private static String unmatched(CommandLine command, List<String> words) {
        if (!command.getSubcommands().isEmpty())
            return "there is no command '" + words.getFirst() + "'";
        return "more words than it takes: '" + String.join("' '", words) + "'; quote a word that has spaces";
    }

    /// Of what picocli finds similar only what begins like it: to most it finds something.
    private static String suggestion(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched))
            return "";
        String wrong = unmatched.getUnmatched().getFirst();
        List<String> suggestions = unmatched.getSuggestions().stream()
                .filter(s -> !wrong.isEmpty() && s.regionMatches(0, wrong, 0, Math.min(2, wrong.length()))).toList();
        return suggestions.isEmpty() ? "" : " (did you mean " + String.join(" or ", suggestions) + "?)";
    }

    int execution(Exception failure) {
        return switch (failure) {
            case CommandException e -> tell(e.exitCode(), problem(e.code(), e.sentence(), e.next()));
            case RequestException e -> tell(exitCode(e.kind()), e.problem());
            case ParameterException e -> usage(e);
            default -> bug(failure);
        };
    }

    private static int exitCode(RequestException.Kind kind) {
        return switch (kind) {
            case REFUSED -> ExitCode.REFUSED;
            case UNREACHABLE -> ExitCode.UNREACHABLE;
            case OUTCOME_UNKNOWN -> ExitCode.OUTCOME_UNKNOWN;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
        };
    }

    private int bug(Exception failure) {
        tell(ExitCode.BUG, problem("bug", failure.toString(), "please report it with the trace below"));
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        session.err().line(Printable.lines(trace.toString().replace("\t", "    ")).stripTrailing());
        return ExitCode.BUG;
    }

    private static Problem problem(String code, String sentence, String next) {
        return new Problem("urn:raftd:" + code, code.replace('_', ' '), 0, code, sentence, null, next, "");
    }

    private int tell(int exitCode, Problem problem) {
        Out err = session.err();
        if (invocation.format() == Format.JSON)
            err.json(problem);
        else
            err.line(Printable.line("raftctl: " + problem.code() + ": " + problem.detail() + "; " + problem.next()));
        return exitCode;
    }
}
