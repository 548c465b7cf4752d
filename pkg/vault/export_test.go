package vault

// Remembered is how many keys are in memory.
func (v *Vault) Remembered() int {
	v.cache.mu.Lock()
	defer v.cache.mu.Unlock()
	return len(v.cache.young) + len(v.cache.old)
}

// Remember puts so many other keys in memory.
func (v *Vault) Remember(n int) {
	for range n {
		v.cache.put(newID(), key{})
	}
}
