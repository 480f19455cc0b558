//! A complete binary tree over leaves, its root and its paths.

use ark_bn254::Fr;

use crate::permutation::hash;

/// The hash of two children. Arity 2 is used for nothing else.
#[must_use]
pub fn node(left: Fr, right: Fr) -> Fr {
    hash([left, right])
}

/// All levels of a tree whose number of leaves is a power of two.
#[derive(Clone, Debug)]
pub struct Tree {
    levels: Vec<Vec<Fr>>,
}

/// The siblings from a leaf up to the root, and where the leaf stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The leaf's position, counted from the left.
    pub index: u64,
    /// The sibling at each level, the leaf's own first.
    pub siblings: Vec<Fr>,
}

impl Tree {
    /// Builds a tree; `None` unless the number of leaves is a power of two.
    #[must_use]
    pub fn new(leaves: Vec<Fr>) -> Option<Self> {
        if !leaves.len().is_power_of_two() {
            return None;
        }
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let level = below.chunks_exact(2).map(|pair| node(pair[0], pair[1])).collect();
            levels.push(level);
        }
        Some(Self { levels })
    }

    /// The root; of a single leaf, the leaf.
    #[must_use]
    pub fn root(&self) -> Fr {
        self.levels.last().and_then(|level| level.first()).copied().unwrap_or_default()
    }

    /// Levels between leaf and root.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.levels.len() - 1
    }

    /// The path of the leaf at `index`, if there is one.
    #[must_use]
    pub fn path(&self, index: usize) -> Option<Path> {
        self.levels[0].get(index)?;
        let siblings = self.levels[..self.depth()]
            .iter()
            .enumerate()
            .map(|(height, level)| level[(index >> height) ^ 1])
            .collect();
        Some(Path { index: index as u64, siblings })
    }
}

impl Path {
    /// The root this path leads to from `leaf`; `None` if the index does not
    /// fit the path's length, which would give one leaf two positions.
    #[must_use]
    pub fn root(&self, leaf: Fr) -> Option<Fr> {
        let depth = u32::try_from(self.siblings.len()).ok().filter(|&depth| depth < 64)?;
        if self.index >> depth != 0 {
            return None;
        }
        let root = self.siblings.iter().enumerate().fold(leaf, |child, (height, sibling)| {
            if (self.index >> height) & 1 == 0 {
                node(child, *sibling)
            } else {
                node(*sibling, child)
            }
        });
        Some(root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_leads_to_the_root() {
        let leaves: Vec<Fr> = (10u64..18).map(Fr::from).collect();
        let tree = Tree::new(leaves.clone()).unwrap();
        assert_eq!(tree.depth(), 3);
        for (i, leaf) in leaves.iter().enumerate() {
            let mut path = tree.path(i).unwrap();
            assert_eq!(path.root(*leaf), Some(tree.root()));
            path.index ^= 1;
            assert_ne!(path.root(*leaf), Some(tree.root()));
            path.index = (path.index ^ 1) + 8;
            assert_eq!(path.root(*leaf), None, "an index beyond the path");
        }
        assert_eq!(tree.path(8), None);
    }

    #[test]
    fn only_powers_of_two() {
        assert!(Tree::new(vec![]).is_none());
        assert!(Tree::new(vec![Fr::from(1); 3]).is_none());
        assert_eq!(Tree::new(vec![Fr::from(5)]).unwrap().root(), Fr::from(5));
    }
}
