// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

// These causes are tests of what the provider does then: a part of a test is a cause of its own.

func providerTestCauses() []cause {
	return []cause{
		{"A variable of the environment is not valid", TestProvider_badVariables},
		{"The login of the Cray CLI cannot be used", TestProvider_crayLoginUnusable},
		{"An argument is incomplete", TestProvider_incomplete},
		{"Two variables of the environment give tokens", TestProvider_twoSourcesInTheEnvironment},
		{"A nested argument is known only after apply", TestProvider_unknownNestedArguments},
		{"The connection is not safe", TestProvider_warnings},
		{"The login of the Cray CLI is one at another host", TestProvider_warnsOfTheLoginsHost},
	}
}

func accountTestCauses() []cause {
	return []cause{
		{"The account has another role", TestConnect_roles},
		{"A tenant's administrator does more than his role allows", TestConnect_tenantAdmin},
		{"The Cray CLI's login ends while the session is waited for", TestConnect_loginEndsWhileWaiting},
	}
}

func sessionPlanTestCauses() []cause {
	return []cause{
		{"An input is known only after apply", TestSession_inputsUnknownInThePlan},
		{"An input turns out other than planned", TestSession_createKeepsToItsPlan},
		{"An argument is known only after apply", TestSession_knobKnownAfterApply},
		{"max_components is less than the nodes in limit", TestSession_maxComponentsInThePlan},
		{"v1 of the API has no such thing", TestSession_apiVersionAuto},
		{"v1 of the API has no such thing, creation", TestSessionV1_refusedWhenCreated},
		{"v1 of the API has no such thing, replacement", TestSessionV1_refusedWhenReplaced},
		{"A session is adopted without a name", TestSession_adoptWithoutANameWarns},
		{"A session is adopted that the state has", TestSession_adoptOfANameThatWasRead},
		{"A session is adopted that another resource has", TestSession_adoptPlannedBeforeTheOtherIsRead},
		{"A session is adopted by two resources of one run", TestSession_adoptTwiceInOneRun},
		{"A session is adopted at a new address", TestSession_adoptedIsNotDestroyedAtItsOldAddress},
		{"A replacement would adopt its predecessor", TestSession_adoptReplacedUnderTheSameName},
		{"A replacement has the name of a forgotten session", TestSession_forgottenNameIsNotUsedAgain},
		{"on_missing is recreate, and BOS does not answer", TestSession_recreateWithoutAnAnswer},
		{"A session is staged", TestSession_staged},
		{"A limit known only after apply turns out null", TestWhen_limitTurnsOutNull},
	}
}

func forecastTestCauses() []cause {
	return []cause{
		{"Each release of BOS", TestForecast_releases},
		{"A plan shows its nodes", TestForecast_auto},
		{"A name in the limit is misspelt", TestForecast_typo},
		{"The template is known only after apply", TestForecast_templateKnownAfterApply},
		{"The template is part of the same plan, without a reference", TestForecast_templateWithoutReference},
		{"The account is a tenant's administrator", TestForecast_tenantAdministrator},
		{"A group is empty until the apply", TestForecast_emptyGroupAtTheStart},
		{"A forecast is refused once", TestForecast_oneRefusalBeforeTheStart},
		{"Nodes change right before the start", TestForecast_strictRightBeforeTheStart},
		{"Another session acts on the nodes", TestForecast_otherSessions},
		{"The endpoint of the hardware state manager is another one", TestForecast_hsmEndpoint},
		{"There is no endpoint of the hardware state manager", TestForecast_noEndpoint},
		{"BOS takes other nodes", TestForecast_differsFromTheRun},
	}
}

func sessionRunTestCauses() []cause {
	return []cause{
		{"More nodes than max_components", TestSession_maxComponentsCancels},
		{"More nodes than max_components, which cannot be cancelled", TestSession_maxComponentsThatCannotCancel},
		{"More nodes than max_components, complete", TestSession_maxComponentsOfACompleteSession},
		{"More nodes than max_components, after an interrupt", TestSession_maxComponentsAfterAnInterrupt},
		{"More nodes than max_components, on v1", TestSessionV1_maxComponentsOfASessionTakenOverUnproven},
		{"Nodes in the limit are left out", TestSession_namedNodesThatWereLeftOut},
		{"The session does not end in time", TestSession_timedOutNamesTheNodes},
		{"Some nodes fail", TestSession_partlyFailed},
		{"Many nodes fail", TestSession_namesEveryFailedNode},
		{"The progress file is one that cannot be written", TestProgress_refusedInThePlan},
		{"The progress file is a named pipe", TestProgress_oneWarning},
		{"Nodes are held back", TestSession_heldNodes},
		{"Newer sessions take nodes over", TestSession_takenOver},
		{"The record is gone, and the nodes are judged", TestSession_recordGoneIsJudgedByTheNodes},
		{"The record is gone, and the nodes do not end", TestSession_recordGoneAndTheNodesDoNotEnd},
	}
}

func rollingTestCauses() []cause {
	return []cause{
		{"Faults that the plan finds", TestRolling_refusedInThePlan},
		{"The canary fails", TestRolling_canaryFails},
		{"Waves are larger than asked for", TestRolling_byChassis},
		{"The state is lost", TestRolling_stateLostThenImported},
		{"The rollout is imported with other waves", TestRolling_importedWithOtherWaves},
		{"An import is refused", TestRolling_importRefused},
		{"A failed wave is a warning", TestRolling_moreMayFail},
		{"A wave does not end in time", TestRolling_waveTimesOut},
		{"The template changes", TestRolling_templateChanges},
		{"The record of a wave is gone", TestRolling_recordGone},
		{"An unfinished rollout is destroyed", TestRolling_destroyedUnfinished},
		{"A rollout is destroyed while a wave runs", TestRolling_cancelledWhenDestroyed},
		{"An edit", TestRolling_edits},
		{"Faults before a wave", TestRolling_faultsBeforeAWave},
		{"Others interfere", TestRolling_othersInterfere},
		{"Nodes change during the rollout", TestRolling_nodesChange},
		{"Another endpoint", TestRolling_elsewhere},
		{"The apply is interrupted", TestRolling_interruptedSays},
		{"Other sessions have the names of waves", TestRolling_importOfOtherSessions},
		{"The last wave fails", TestRolling_lastWaveFails},
		{"The name is taken at the start", TestRolling_nameTakenAtTheStart},
		{"The records cannot be read", TestRolling_destroyedAfterTheCleanup},
		{"A wave is left out", TestRolling_waveLeftOut},
		{"A finished rollout is imported", TestRolling_importOfAFinishedRollout},
	}
}

func sessionEndTestCauses() []cause {
	return []cause{
		{"A session is destroyed", TestSession_planOfADestructionSaysWhatHappensToNodes},
		{"A session is destroyed, and its record stays", TestSession_destroyIsConfirmed},
		{"A session cannot be cancelled", TestSession_cancelFails},
		{"A session is destroyed in the other version of the API", TestSession_destroyedUnderTheOtherVersion},
		{"A session is at another endpoint", TestSession_notFoundElsewhere},
		{"A session is imported", TestSession_importRefused},
		{"A session is imported on v1, which does not return its limit", TestSessionV1_importTakesTheLimit},
		{"A session may be somebody else's", TestSessionV1_unprovenTurnsOutToBeSomebodyElses},
		{"A session without a name is untainted", TestSessionV1_namelessUntainted},
		{"The record of a deleted session is destroyed", TestSessionV1_destroyedGhost},
		{"A session of v2 is waited for on v1", TestSessionV1_cannotWaitForOneOfV2},
	}
}

func templateTestCauses() []cause {
	return []cause{
		{"BOS holds a value that it cannot boot", TestSessionTemplate_updatesWhatBOSHolds},
		{"Faults that the plan finds", TestSessionTemplate_faultInThePlan},
		{"A node is in two boot sets", TestSessionTemplate_nodeInTwoBootSets},
		{"A session template of that name exists", TestSessionTemplate_existing},
		{"A session template of that name is replaced", TestSessionTemplate_overwriteWarning},
		{"The plan cannot ask BOS", TestSessionTemplate_planWithoutBOS},
		{"v1 of the API", TestSessionTemplate_v1},
		{"Every field of a session template", TestSessionTemplate_everyFieldGoesAround},
		{"A session template is created", TestSessionTemplate_createFaults},
		{"A session template is updated", TestSessionTemplate_updateFaults},
		{"BOS refuses a session template", TestSessionTemplate_refusals},
		{"BOS keeps another content", TestSessionTemplate_keptOtherwise},
		{"A session template is read", TestSessionTemplate_readFaults},
		{"A session template is deleted", TestSessionTemplate_deleteFaults},
		{"BOS validates a session template", TestSessionTemplate_validation},
		{"BOS refuses to run a session template, after an update", TestSessionTemplate_fatalUpdateStaysRed},
		{"BOS refuses to run a session template, after its creation", TestSessionTemplate_fatalCreation},
		{"BOS cannot be asked for a validation", TestSessionTemplate_validationIsLost},
		{"Another endpoint", TestSessionTemplate_takenToAnotherEndpoint},
		{"A deletion at another endpoint", TestSessionTemplate_notDeletedAtAnotherEndpoint},
		{"An import", TestSessionTemplate_importOfAll},
	}
}

func optionTestCauses() []cause {
	return []cause{
		{"A request fails", TestOptions_faults},
		{"BOS does not have an option", TestOptions_absentInThisBOS},
		{"The account is a tenant's administrator", TestOptions_tenantsAdministrator},
		{"v1 of the API", TestOptions_notOnV1},
		{"BOS cannot be asked for the version of its API", TestOptions_autoWithoutBOS},
		{"An option is taken out", TestOptions_removedOneIsLetGo},
		{"The options are destroyed", TestOptions_destroyMakesNoRequest},
		{"component_actual_state_ttl changes", TestOptions_actualStateTTLWarns},
		{"An import", TestOptions_import},
		{"Another endpoint", TestOptions_takenToAnotherEndpoint},
		{"A plan of another endpoint", TestOptions_anotherSystem},
	}
}

func stagedTestCauses() []cause {
	return []cause{
		{"A request fails", TestStaged_faults},
		{"The staged session is deleted", TestStaged_sessionIsGone},
		{"A shutdown is staged", TestStaged_shutdownStagesNothing},
		{"A release of BOS in which it is broken, plan", TestStaged_planWarnsOfTheRelease},
		{"A release of BOS in which it is broken", TestStaged_brokenRelease},
		{"The tenant is known only after apply", TestStaged_tenantKnownAfterApply},
		{"The account is a tenant's administrator", TestStaged_tenantsAdministrator},
	}
}

func dataSourceTestCauses() []cause {
	return []cause{
		{"A version cannot be read", TestVersionDataSource_failures},
		{"BOS has no v2 of the API", TestVersionDataSource_withoutV2},
		{"v1 of the API", TestDataSourcesV1_problems},
		{"A session does not exist", TestSessionDataSource_missing},
		{"v1 of the API, a session template", TestSessionTemplateDataSource_v1},
		{"The arguments of bos_session_targets", TestSessionTargets_badConfiguration},
		{"A node does not exist", TestComponentDataSource_missing},
		{"The account is a tenant's administrator", TestComponentsDataSource_tenantAdmin},
	}
}

func actionTestCauses() []cause {
	return []cause{
		{"A session is cancelled", TestCancelAction},
		{"A session that does not exist is cancelled", TestCancelAction_missing},
		{"A session cannot be cancelled", TestCancelAction_fails},
		{"The nodes of a cancelled session cannot be read", TestCancelAction_nodesNotShown},
		{"A cancellation is interrupted", TestCancelAction_interrupted},
		{"A session of v1 is cancelled", TestCancelAction_v1},
		{"What is staged is applied", TestStagedAction_appliesOnce},
		{"What is staged cannot be applied", TestStagedAction_says},
		{"The arguments of an action are not valid", TestCancelAction_values},
		{"A session is planned", TestSessionAction_plan},
		{"What the plan could not check", TestSessionAction_checkedBeforeTheStart},
		{"A session is run", TestSessionAction_results},
		{"The name of a session is used twice", TestSessionAction_nameTwice},
		{"A session is interrupted", TestSessionAction_interrupted},
		{"The answer to the start of a session is lost", TestSessionAction_lostAnswers},
		{"A session has more nodes than max_components", TestSessionAction_maxComponents},
		{"A session is run on v1", TestSessionAction_v1},
		{"A session is run on v1, and something fails", TestSessionActionV1_says},
		{"Failed nodes are retried", TestRetryAction},
		{"Failed nodes were taken over", TestRetryAction_nothingToDo},
		{"Failed nodes cannot be retried", TestRetryAction_refuses},
		{"Failed nodes are retried on v1", TestRetryAction_v1},
	}
}

func queryTestCauses() []cause {
	return []cause{
		{"The list of sessions is refused", TestSessionList_refused},
		{"The list of session templates is refused", TestSessionTemplateList_refused},
	}
}
