package dev.raftd.ctl.command;

import dev.raftd.ctl.view.Explanation;
import dev.raftd.ctl.view.WhyView;
import dev.raftd.why.CauseCode;
import dev.raftd.why.Question;
import dev.raftd.why.Why;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "why", description = {"Says why an entry is not committed or not applied, why no member leads, or why reads wait.",
        "Asks all members, and names the first cause, who says so, a reason for each voter, and the next safe step. Works with most members down."})
final class WhyCommand implements Callable<Integer> {
    private static final String ALL = "";

    private final Invocation invocation;

    @Parameters(index = "0", arity = "0..1", paramLabel = "INDEX", description = "The entry's index. Default: the newest entry.")
    private @Nullable Long index;

    @Option(names = "--read", description = "Why linearizable reads wait.")
    private boolean read;

    @Option(names = "--explain", arity = "0..1", fallbackValue = ALL, paramLabel = "CODE", completionCandidates = Codes.class, //
            description = "What a code means, how it looks, what to do and what not to do. Without CODE: all codes. CODE is one of: ${COMPLETION-CANDIDATES}.")
    private @Nullable String explain;

    WhyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /// The codes, for completion.
    static final class Codes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(CauseCode.values()).map(CauseCode::toString).iterator();
        }
    }

    @Override
    public Integer call() throws CommandException {
        if (explain != null)
            return explain(explain);
        if (read && index != null)
            throw CommandException.usage("usage", "either INDEX or --read", "see 'raftctl why --help'");
        if (index != null && index < 1)
            throw CommandException.usage("usage", "INDEX is a number from 1", "see 'raftctl why --help'");
        Question question = read ? new Question.Read() : index == null ? new Question.Newest() : new Question.Entry(index);
        WhySurvey survey = new WhySurvey(invocation.cluster(), index == null ? 0 : index);
        return invocation.show(Why.diagnose(survey.take(), question), WhyView::print);
    }

    private int explain(String code) throws CommandException {
        if (code.equals(ALL))
            return invocation.show(new Explanation.Index(Stream.of(CauseCode.values()).map(Explanation::brief).toList()), WhyView::index);
        CauseCode known = CauseCode.of(code).orElseThrow(() -> CommandException.usage("usage", "there is no code '" + code + "'",
                "'raftctl why --explain' lists them"));
        return invocation.show(Explanation.of(known), WhyView::explanation);
    }
}
