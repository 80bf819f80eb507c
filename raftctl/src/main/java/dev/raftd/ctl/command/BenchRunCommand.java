package dev.raftd.ctl.command;

import dev.raftd.api.Member;
import dev.raftd.ctl.client.Cluster;
import dev.raftd.ctl.client.Endpoint;
import dev.raftd.ctl.client.RequestException;
import dev.raftd.ctl.shell.Interrupts.Registration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(description = "Reports operations per second, latencies in microseconds and errors by outcome.")
final class BenchRunCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Load.Kind kind;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "16", description = "How many clients, each with a connection of its own. Default: 16.")
    private int clients;

    @Option(names = "--size", paramLabel = "BYTES", defaultValue = "256", description = "The size of a value. Default: 256.")
    private int sizeBytes;

    @Option(names = "--duration", paramLabel = "DURATION", defaultValue = "10s", converter = DurationConverter.class, //
            description = "How long to measure. Default: 10s.")
    private Duration duration = Duration.ZERO;

    @Option(names = "--warmup", paramLabel = "DURATION", defaultValue = "1s", converter = DurationConverter.class, //
            description = "How long to run before that. Default: 1s.")
    private Duration warmup = Duration.ZERO;

    @Option(names = "--keys", paramLabel = "N", defaultValue = "1000", description = "How many keys. Default: 1000.")
    private int keys;

    @Option(names = "--leader", description = "Ask only the leader, instead of all endpoints in turn.")
    private boolean leader;

    @Option(names = "--serializable", description = "Of get: read from the member that is asked, which may lag.")
    private boolean serializable;

    BenchRunCommand(Invocation invocation, Load.Kind kind) {
        this.invocation = invocation;
        this.kind = kind;
    }

    @Override
    public Integer call() throws CommandException, RequestException {
        if (clients < 1 || sizeBytes < 0 || keys < 1)
            throw CommandException.usage("usage", "--clients and --keys are numbers from 1, --size from 0", "see 'raftctl bench --help'");
        Cluster cluster = invocation.cluster();
        List<Endpoint> endpoints = leader ? List.of(leader(cluster)) : cluster.endpoints();
        Load load = new Load(new Load.Plan(kind, clients, sizeBytes, keys, warmup, duration, endpoints, cluster.timeout(), serializable));
        try (Registration _ = invocation.session().interrupts().on(load::stop)) {
            if (kind == Load.Kind.GET)
                load.prepare(cluster);
            LoadReport report = load.run();
            invocation.show(report, LoadReport::print);
            return report.operations() > 0 ? ExitCode.OK : report.exitCode();
        }
    }

    private static Endpoint leader(Cluster cluster) throws RequestException, CommandException {
        for (Member member : cluster.members().members())
            if (member.leader() && member.clientUrl() != null)
                return new Endpoint(member.clientUrl());
        throw new CommandException(ExitCode.REFUSED, "no_leader", "the connected member knows no leader that serves clients", "try again");
    }
}
