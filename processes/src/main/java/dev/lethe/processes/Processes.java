package dev.lethe.processes;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** All that runs by itself. Without {@code lethe.processes.enabled} none of it is there, and another node does it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = Processes.ENABLED, matchIfMissing = true)
@ComponentScan
public class Processes {

    /** The setting that leaves all of it out on this node. */
    public static final String ENABLED = "lethe.processes.enabled";
}
