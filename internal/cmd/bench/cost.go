// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"slices"
	"time"
)

// cost is what one command of the engine cost.
type cost struct {
	wall                         time.Duration
	engineCPU, providerCPU       time.Duration // of all its processes
	engineMemory, providerMemory int64         // peak of one process, in bytes
	requests                     map[string]int
	late                         time.Duration // from the completion of the only session to the end of the command
}

func (c cost) cpu() time.Duration { return c.engineCPU + c.providerCPU }

// median returns the median of each measure. The requests are those of the last cost.
func median(costs []cost) cost {
	return cost{
		wall:           medianOf(costs, func(c cost) time.Duration { return c.wall }),
		engineCPU:      medianOf(costs, func(c cost) time.Duration { return c.engineCPU }),
		providerCPU:    medianOf(costs, func(c cost) time.Duration { return c.providerCPU }),
		engineMemory:   medianOf(costs, func(c cost) int64 { return c.engineMemory }),
		providerMemory: medianOf(costs, func(c cost) int64 { return c.providerMemory }),
		requests:       costs[len(costs)-1].requests,
	}
}

func medianOf[T ~int64](costs []cost, measure func(cost) T) T {
	all := make([]T, 0, len(costs))
	for _, c := range costs {
		all = append(all, measure(c))
	}
	slices.Sort(all)

	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}
