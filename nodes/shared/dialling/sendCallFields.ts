import { callParameters, campaignId, delaySeconds, testCall } from '../fields/callParameters';
import { greeting, prompt, responseHandlers } from '../fields/conversation';
import { context, variables } from '../fields/data';
import { fromNumber, leadEmail, leadTimezone, recipientName } from '../fields/person';
import { callbackUrl, recording, transcription } from '../fields/recording';
import { retry } from '../fields/retry';

/** The fields of Send Call between the phone number and the options, in the editor's order. */
export const sendCallFields = {
	recipientName,
	greeting,
	prompt,
	variables,
	context,
	fromNumber,
	campaignId,
	delaySeconds,
	testCall,
	leadEmail,
	leadTimezone,
	recording,
	transcription,
	callbackUrl,
	responseHandlers,
	callParameters,
	retry,
};
