/** The label of a parameter as the editor writes it: "phoneNumber" is "Phone Number", "agentId" is "Agent ID". */
export const labelOf = (name: string): string =>
	name
		.replace(/([A-Z])/g, ' $1')
		.replace(/^./, (first) => first.toUpperCase())
		.replace(/\b(Id|Url|Json)\b/g, (word) => word.toUpperCase());
