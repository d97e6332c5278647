/* SPDX-License-Identifier: MIT */
#ifndef CELOSIA_H
#define CELOSIA_H

#include <linux/mm.h>
#include <linux/pgtable.h>

/*
 * celosia: un enrejado. Cinco niveles; a cada uno le corresponde una "ventana" de la dirección.
 *
 *      0 pgd   1 p4d   2 pud   3 pmd   4 pte
 */
struct celosia_ops {
	void (*entrada)(void *de, int nivel, unsigned int index, u64 val);
	void (*pagina)(void *de, u64 paddr);
};

#define CELOSIA_ULTIMO 4

static inline unsigned int celosia_shift(int nivel)
{
	return nivel == 0 ? PGDIR_SHIFT : PAGE_SHIFT + 9 * (CELOSIA_ULTIMO - nivel);
}

static inline void celosia_baja(const u64 *tabla, int nivel, unsigned long addr, const struct celosia_ops *ops, void *de)
{
	unsigned int shift, index;
	u64 val;

	for (;; nivel++) {
		shift = celosia_shift(nivel);
		/* con cuatro niveles el p4d es la misma entrada que el pgd, y su índice es 0 */
		index = nivel == 1 && !pgtable_l5_enabled() ? 0 : (addr >> shift) % 512;
		val = READ_ONCE(tabla[index]);
		ops->entrada(de, nivel, index, val);
		if (nivel == 0 && !pgtable_l5_enabled()) {
			tabla += index;
			continue;
		}
		if ((val & _PAGE_PRESENT) == 0)
			return;
		if (nivel == CELOSIA_ULTIMO || (nivel >= 2 && (val & _PAGE_PSE))) {
			u64 dentro = BIT_ULL(shift) - 1;

			ops->pagina(de, ((val & PTE_PFN_MASK) & ~dentro) | (addr & dentro));
			return;
		}
		tabla = __va(val & PTE_PFN_MASK);
	}
}

static inline void celosia(struct mm_struct *mm, unsigned long addr, const struct celosia_ops *ops, void *de)
{
	if (addr < TASK_SIZE_MAX)               /* solo la mitad del usuario */
		celosia_baja((const u64 *)mm->pgd, 0, addr, ops, de);
}

#endif
