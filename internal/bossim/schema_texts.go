// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

// BOS's text for the schema of an invalid parameter: the OpenAPI file's entry,
// pretty-printed by Python and indented by four.
const (
	sessionNameText = `    {'type': 'string',
     'description': 'Name of the Session.\n'
                    '\n'
                    'The name must:\n'
                    '* Use only letters, digits, periods (.), dashes (-), '
                    'and underscores (_).\n'
                    '* Begin and end with a letter or digit.\n',
     'minLength': 1,
     'maxLength': 127,
     'pattern': '^[a-zA-Z0-9](?:[-._a-zA-Z0-9]{0,125}[a-zA-Z0-9])?$',
     'example': 'session-20190728032600'}`

	templateNameText = `    {'type': 'string',
     'description': 'Name of the Session Template.\n'
                    '\n'
                    'The name must:\n'
                    '* Use only letters, digits, periods (.), dashes (-), '
                    'and underscores (_).\n'
                    '* Begin and end with a letter or digit.\n',
     'minLength': 1,
     'maxLength': 127,
     'pattern': '^[a-zA-Z0-9](?:[-._a-zA-Z0-9]{0,125}[a-zA-Z0-9])?$',
     'example': 'cle-1.0.0'}`

	componentIDText = `    {'type': 'string',
     'description': "The Component's ID. (e.g. xname for hardware "
                    'Components)',
     'minLength': 1,
     'maxLength': 127}`

	ageText = `    {'type': 'string',
     'description': 'Age in minutes (e.g. "3m"), hours (e.g. "5h"), days '
                    '(e.g. "10d"), or weeks (e.g. "2w").',
     'example': '3d',
     'pattern': '^(0|0[mMhHdDwW]|[1-9][0-9]*[mMhHdDwW])$',
     'minLength': 1,
     'maxLength': 8}`

	sessionLabelText = `    {'type': 'string',
     'enum': ['pending', 'running', 'complete'],
     'description': 'The status of a Session.'}`

	tenantText = `    {'type': 'string',
     'description': 'Name of a tenant. Used for multi-tenancy. An empty '
                    'string means no tenant.',
     'example': 'vcluster-my-tenant1',
     'maxLength': 127}`

	phaseText = `    {'type': 'string',
     'description': 'The current phase of the Component in the boot '
                    'process.',
     'enum': ['configuring', 'powering_off', 'powering_on', '']}`

	statusFilterText = `    {'type': 'string', 'maxLength': 512}`

	pageSizeText = `    {'type': 'integer', 'minimum': 0, 'maximum': 1048576}`
)
