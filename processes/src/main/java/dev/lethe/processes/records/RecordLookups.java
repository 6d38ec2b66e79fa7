package dev.lethe.processes.records;

import dev.lethe.processes.Processes;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;

/** What looks records up in their events. It does nothing by itself, and orders ask it on a node where nothing does. */
@Configuration(proxyBeanMethods = false)
@ComponentScan(
        basePackageClasses = Processes.class,
        useDefaultFilters = false,
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.ASSIGNABLE_TYPE,
                        classes = {RecordsByEvents.class, AllRecordsByEvents.class}))
public class RecordLookups {}
