/**
 * Sign-ins that outlive the program.
 *
 * @module
 */
export type {
  CachedTokens,
  CacheKey,
  ExclusiveOptions,
  HeldEntry,
  TokenCache,
} from "./token_cache_types.ts";
export { defaultCachePath } from "./cache_path.ts";
export { memoryTokenCache } from "./memory_token_cache.ts";
export { openTokenCache, type TokenCacheOptions } from "./file_token_cache.ts";
