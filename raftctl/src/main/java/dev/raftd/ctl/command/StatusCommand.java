package dev.raftd.ctl.command;

import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.view.ClusterStatus;
import dev.raftd.ctl.view.StatusView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "status", description = {"Shows every member's role, term and raftLog, and what the leader knows of its peers.",
        "stable is the last durable index, unstable the entries that are not durable yet, lag how far applied is behind the leader's committed."})
final class StatusCommand implements Callable<Integer> {
    private final Invocation invocation;

    StatusCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        ClusterStatus status = new StatusSurvey(invocation.cluster()).take();
        return invocation.show(status, StatusView::print);
    }
}
