/** Has the launcher's administration path set a secret's last rotation back by so many days. */
export async function ageSecret(endpoint: string, token: string, name: string, days: number): Promise<void> {
  const query = new URLSearchParams({ name, days: String(days) });
  const response = await fetch(`${endpoint}/_embedded/age-secret?${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) {
    throw new Error(`making ${name} older: ${response.status} ${await response.text()}`);
  }
}
