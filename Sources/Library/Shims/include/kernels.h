// Arguments of kernels, one file per family, and the table that each instruction set fills. Plain C, so that targets
// compiled for different processors share only this description.
#ifndef PANSECB_KERNELS_H
#define PANSECB_KERNELS_H

#include "kernels/clustering.h"
#include "kernels/convolution.h"
#include "kernels/heads.h"
#include "kernels/pixels.h"
#include "kernels/quantised.h"
#include "kernels/split.h"
#include "kernels/winograd.h"

/// The kernels of one instruction set.
typedef struct pansecb_kernels {
    void (*convolution)(const pansecb_convolution *);
    void (*winograd)(const pansecb_winograd *);
    void (*split)(const pansecb_split *);                          ///< NULL except for the twins and AMX
    void (*split_convolution)(const pansecb_split_convolution *);  ///< the same
    void (*split_winograd)(const pansecb_winograd *);              ///< the same
    /// NULL, or call it before the two convolutions above, on the same thread.
    void (*begin_matrices)(void);
    void (*end_matrices)(void);                                    ///< NULL, or call it after them
    void (*pool)(const pansecb_pool *);
    void (*pixels)(const pansecb_pixels *);
    void (*argmax)(const pansecb_argmax *);
    void (*head)(const pansecb_head *);
    void (*mark)(const pansecb_mark *);
    void (*sample)(const pansecb_sample *);
    void (*summary)(pansecb_summary *);
    void (*highest)(pansecb_highest *);
    void (*reach)(pansecb_reach *);
    void (*gaussian)(pansecb_gaussian *);
    void (*exponential)(const pansecb_map *);   ///< rounded from a more precise result
    void (*sigmoid)(const pansecb_map *);       ///< 1 / (1 + exp(-x)), each step rounded to float as PyTorch does
    void (*tanh)(const pansecb_map *);          ///< rounded from a more precise result

    int32_t quantised_group;                    ///< channels of a group: how the two kernels below read weights
    void (*quantised_convolution)(const pansecb_quantised_convolution *);
    void (*quantised_winograd)(const pansecb_quantised_winograd *);
    void (*quantised_pool)(const pansecb_quantised_pool *);
    void (*quantised_head)(const pansecb_quantised_head *);
    void (*quantised_sample)(const pansecb_quantised_sample *);
    void (*quantised_pixels)(const pansecb_quantised_pixels *);
} pansecb_kernels;

/// Each function fills the table with the kernels of its instruction set. Call it only if the processor has that set.
void pansecb_kernels_scalar(pansecb_kernels *table);
void pansecb_kernels_baseline(pansecb_kernels *table);
void pansecb_kernels_avx2(pansecb_kernels *table);
void pansecb_kernels_avx512(pansecb_kernels *table);
/// Replaces quantised entries of the AVX2 table by kernels for VNNI in 256 bits.
void pansecb_kernels_avxvnni(pansecb_kernels *table);
/// The same of the AVX-512 table, in 512 bits.
void pansecb_kernels_avx512vnni(pansecb_kernels *table);
/// The same of the baseline table on AArch64, for its dot products.
void pansecb_kernels_dotproduct(pansecb_kernels *table);
/// Replaces entries of the AVX-512 table by AMX kernels.
void pansecb_kernels_amx(pansecb_kernels *table);

#endif
